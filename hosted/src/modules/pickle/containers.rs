//! Tuples, lists, dicts and sets to pickles.
//!
//! A list is asked item by item and a dict entry by entry, so what program code that is called meanwhile changes shows, as in CPython; of a dict or set that
//! other threads reach, the entries of one moment are written.

use freewheel_kernel::isolate::Thread;
use freewheel_kernel::native::{Builtin, Obj, OrRaise, R};
use freewheel_kernel::refcount::biased;
use freewheel_kernel::types::dict_object::Dict;
use freewheel_kernel::types::list_object::List;
use freewheel_kernel::types::tuple_object::{self, Tuple};
use freewheel_kernel::types::{protocol, set_object};

use super::memo::identity;
use super::notes;
use super::opcodes::*;
use super::save::Save;

/// Items under one mark.
const BATCH: usize = 1000;
/// So deep, containers that are written without memo are looked at for loops.
const FAST_DEEP: u32 = 50;

/// Where entries of a dict come from.
enum Entries {
    /// The dict itself, from a position on, while it has so many entries.
    Live { at: usize, len: usize },
    /// Those of one moment.
    Taken(std::vec::IntoIter<(Obj, Obj)>),
}

impl Entries {
    fn of(th: &mut Thread, v: &Obj, d: &freewheel_kernel::native::Object<Dict>) -> R<Entries> {
        match v.header() {
            Some(h) if !biased::is_shared(h) => Ok(Entries::Live { at: 0, len: d.len() }),
            _ => Ok(Entries::Taken(d.snapshot(th)?.into_iter())),
        }
    }

    fn len(&self) -> usize {
        match self {
            Entries::Live { len, .. } => *len,
            Entries::Taken(all) => all.len(),
        }
    }

    #[inline(always)]
    fn next(&mut self, th: &mut Thread, d: &freewheel_kernel::native::Object<Dict>) -> Option<(Obj, Obj)> {
        match self {
            Entries::Live { at, .. } => {
                let (next, key, value) = d.entry_from(th, *at)?;
                *at = next;
                Some((key, value))
            }
            Entries::Taken(all) => all.next(),
        }
    }

    /// After a batch: program code may have changed the dict.
    fn check(&self, th: &mut Thread, d: &freewheel_kernel::native::Object<Dict>, what: &str) -> R<()> {
        match self {
            Entries::Live { len, .. } if d.len() != *len => {
                Err(th.raise(Builtin::RuntimeError, format_args!("{what} changed size during iteration")))
            }
            _ => Ok(()),
        }
    }
}

impl Save {
    /// Begins a container, which without memo must not be inside itself.
    fn enter(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        if !self.fast {
            return Ok(());
        }
        self.fast_depth += 1;
        if self.fast_depth < FAST_DEEP {
            return Ok(());
        }
        let key = identity(v);
        if self.fast_inside.contains(&key) {
            let t = th.type_name(v);
            return Err(th.value_error(format_args!("fast mode: can't pickle cyclic objects including object type {t} at {key:#x}")));
        }
        th.push(&mut self.fast_inside, key)
    }

    fn leave(&mut self) {
        if self.fast {
            if self.fast_depth >= FAST_DEEP {
                self.fast_inside.pop();
            }
            self.fast_depth = self.fast_depth.saturating_sub(1);
        }
    }

    /// Writes the beginning of a container: empty, by its instruction or, in protocol 0, by an empty batch.
    fn begin(&mut self, th: &mut Thread, v: &Obj, empty: u8, marked: u8) -> R<()> {
        self.enter(th, v)?;
        if self.bin {
            self.op(th, empty)?
        } else {
            self.out.put(th, &[MARK, marked])?
        }
        self.memoize(th, v)
    }

    // ---- tuples ----

    #[inline(never)]
    pub(super) fn tuple(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        let items = v.get::<Tuple>().map_or(&[][..], |t| t.items());
        let n = items.len();
        if n == 0 {
            return if self.bin { self.op(th, EMPTY_TUPLE) } else { self.out.put(th, &[MARK, TUPLE]) };
        }
        let short = n <= 3 && self.proto >= 2;
        if !short {
            self.op(th, MARK)?;
        }
        for (i, item) in items.iter().enumerate() {
            th.poll()?;
            if let Err(e) = self.save(th, item) {
                return Err(notes::item(th, e, v, i));
            }
        }
        // Writing the items has written the tuple when it is inside itself: then what lies on the stack is thrown away.
        if let Some(i) = self.memo.get(v) {
            if short {
                (0..n).try_for_each(|_| self.op(th, POP))?;
            } else if self.bin {
                self.op(th, POP_MARK)?;
            } else {
                (0..=n).try_for_each(|_| self.op(th, POP))?;
            }
            return self.fetch(th, i);
        }
        self.op(th, if short { [TUPLE1, TUPLE2, TUPLE3][n - 1] } else { TUPLE })?;
        self.memoize(th, v)
    }

    // ---- lists ----

    #[inline(never)]
    pub(super) fn list(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        self.begin(th, v, EMPTY_LIST, LIST)?;
        let Some(l) = v.exact::<List>() else { return Ok(()) };
        let mut done = 0;
        if self.proto == 0 {
            while let Some(item) = l.item(done) {
                self.list_item(th, v, &item, done)?;
                self.op(th, APPEND)?;
                done += 1;
            }
        } else {
            while done < l.len() {
                if l.len() - done == 1 {
                    let Some(item) = l.item(done) else { break };
                    self.list_item(th, v, &item, done)?;
                    self.op(th, APPEND)?;
                    done += 1;
                    continue;
                }
                self.op(th, MARK)?;
                let end = done + BATCH;
                while done < end {
                    let Some(item) = l.item(done) else { break };
                    self.list_item(th, v, &item, done)?;
                    done += 1;
                }
                self.op(th, APPENDS)?;
            }
        }
        self.leave();
        Ok(())
    }

    #[inline(always)]
    fn list_item(&mut self, th: &mut Thread, of: &Obj, item: &Obj, i: usize) -> R<()> {
        // Numbers and constants do not look by themselves.
        th.poll()?;
        match self.save(th, item) {
            Ok(()) => Ok(()),
            Err(e) => Err(notes::item(th, e, of, i)),
        }
    }

    /// Writes what an iterator gives, as items of the list on the stack.
    pub(super) fn append_all(&mut self, th: &mut Thread, items: &Obj, of: &Obj) -> R<()> {
        let mut done = 0;
        if self.proto == 0 {
            while let Some(item) = protocol::next(th, items)? {
                self.list_item(th, of, &item, done)?;
                self.op(th, APPEND)?;
                done += 1;
            }
            return Ok(());
        }
        loop {
            let Some(first) = protocol::next(th, items)? else { return Ok(()) };
            let Some(second) = protocol::next(th, items)? else {
                self.list_item(th, of, &first, done)?;
                return self.op(th, APPEND);
            };
            self.op(th, MARK)?;
            self.list_item(th, of, &first, done)?;
            let end = done + BATCH;
            done += 1;
            let mut item = Some(second);
            while let Some(x) = item {
                self.list_item(th, of, &x, done)?;
                done += 1;
                item = if done == end { None } else { protocol::next(th, items)? };
            }
            self.op(th, APPENDS)?;
            if done < end {
                return Ok(());
            }
        }
    }

    // ---- dicts ----

    #[inline(always)]
    fn pair(&mut self, th: &mut Thread, of: &Obj, key: &Obj, value: &Obj) -> R<()> {
        th.poll()?;
        self.save(th, key)?;
        match self.save(th, value) {
            Ok(()) => Ok(()),
            Err(e) => Err(notes::key(th, e, of, key)),
        }
    }

    #[inline(never)]
    pub(super) fn dict(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        self.begin(th, v, EMPTY_DICT, DICT)?;
        let Some(d) = v.exact::<Dict>() else { return Ok(()) };
        let mut entries = Entries::of(th, v, d)?;
        if self.proto == 0 {
            while let Some((key, value)) = entries.next(th, d) {
                self.pair(th, v, &key, &value)?;
                self.op(th, SETITEM)?;
                entries.check(th, d, "dictionary")?;
            }
        } else {
            let mut left = entries.len();
            while left > 0 {
                let n = left.min(BATCH);
                if n > 1 {
                    self.op(th, MARK)?;
                }
                for _ in 0..n {
                    let Some((key, value)) = entries.next(th, d) else { break };
                    self.pair(th, v, &key, &value)?;
                }
                self.op(th, if n > 1 { SETITEMS } else { SETITEM })?;
                entries.check(th, d, "dictionary")?;
                left -= n;
            }
        }
        self.leave();
        Ok(())
    }

    /// A pair that an iterator gives.
    fn next_pair(&mut self, th: &mut Thread, items: &Obj) -> R<Option<Obj>> {
        let Some(pair) = protocol::next(th, items)? else { return Ok(None) };
        if tuple_object::items(&pair).len() != 2 {
            return Err(th.type_error(format_args!("dict items iterator must return 2-tuples")));
        }
        Ok(Some(pair))
    }

    fn save_pair(&mut self, th: &mut Thread, of: &Obj, pair: &Obj) -> R<()> {
        match tuple_object::items(pair) {
            [key, value] => self.pair(th, of, key, value),
            _ => Ok(()),
        }
    }

    /// Writes pairs that an iterator gives, as items of the dict on the stack.
    pub(super) fn set_all(&mut self, th: &mut Thread, items: &Obj, of: &Obj) -> R<()> {
        if self.proto == 0 {
            while let Some(pair) = self.next_pair(th, items)? {
                self.save_pair(th, of, &pair)?;
                self.op(th, SETITEM)?;
            }
            return Ok(());
        }
        loop {
            let Some(first) = self.next_pair(th, items)? else { return Ok(()) };
            let Some(second) = self.next_pair(th, items)? else {
                self.save_pair(th, of, &first)?;
                return self.op(th, SETITEM);
            };
            self.op(th, MARK)?;
            self.save_pair(th, of, &first)?;
            let mut n = 1;
            let mut pair = Some(second);
            while let Some(x) = pair {
                self.save_pair(th, of, &x)?;
                n += 1;
                pair = if n == BATCH { None } else { self.next_pair(th, items)? };
            }
            self.op(th, SETITEMS)?;
            if n < BATCH {
                return Ok(());
            }
        }
    }

    // ---- sets ----

    /// The elements as one list, for protocols without sets.
    fn as_list(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        let items = protocol::collect(th, v)?;
        let items = th.list(items)?;
        let args = th.tuple_of_array([items])?;
        let class = th.type_of(v).to_obj();
        self.reduce(th, &class, &args, Some(v))
    }

    fn element(&mut self, th: &mut Thread, of: &Obj, v: &Obj) -> R<()> {
        th.poll()?;
        self.save(th, v).map_err(|e| notes::part(th, e, of, "element"))
    }

    #[inline(never)]
    pub(super) fn set(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        if self.proto < 4 {
            return self.as_list(th, v);
        }
        self.op(th, EMPTY_SET)?;
        self.memoize(th, v)?;
        let table = set_object::table(v).or_raise(th)?;
        let mut entries = Entries::of(th, v, table)?;
        let mut left = entries.len();
        while left > 0 {
            let n = left.min(BATCH);
            self.op(th, MARK)?;
            for _ in 0..n {
                let Some((item, _)) = entries.next(th, table) else { break };
                self.element(th, v, &item)?;
            }
            self.op(th, ADDITEMS)?;
            entries.check(th, table, "set")?;
            left -= n;
        }
        Ok(())
    }

    #[inline(never)]
    pub(super) fn frozen_set(&mut self, th: &mut Thread, v: &Obj) -> R<()> {
        if self.proto < 4 {
            return self.as_list(th, v);
        }
        self.op(th, MARK)?;
        for item in protocol::collect(th, v)? {
            self.element(th, v, &item)?;
        }
        // As for a tuple.
        if let Some(i) = self.memo.get(v) {
            self.op(th, POP_MARK)?;
            return self.fetch(th, i);
        }
        self.op(th, FROZENSET)?;
        self.memoize(th, v)
    }
}
