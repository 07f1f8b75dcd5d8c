//! Where all threads are, in words: for whoever looks into a program that hangs.

use super::Isolate;
use super::thread::Thread;
use crate::text::text_buf::{OutOfMemory, TextBuf};
use crate::thread::WorldStopped;
use crate::types::str_object;

/// Frames shown of one thread.
const MOST_FRAMES: usize = 100;

/// What to say of threads.
#[derive(Clone, Copy, Debug)]
pub struct Stacks {
    /// Number (`threading.get_ident`) of the thread that is called the current one.
    pub current: Option<u64>,
    /// Number of a thread that is left out, such as one that only looks.
    pub without: Option<u64>,
    /// All of them, or the current one alone.
    pub all: bool,
    /// Threads shown, in all.
    pub most: usize,
}

impl Thread {
    /// The stack of each thread of the isolate, innermost call first, in the form of CPython's `faulthandler`, the newest thread first. The world stands
    /// still meanwhile, which is waited for. `name_of` gives the name of a thread by the environment's own number of it
    /// ([`Platform::thread_number`](freewheel_arch::Platform::thread_number)); it must not call back into the isolate. Runs no program code.
    ///
    /// # Errors
    /// No memory for the text.
    pub fn stacks(&mut self, what: Stacks, name_of: &mut dyn FnMut(u64) -> Option<alloc::string::String>) -> Result<TextBuf, OutOfMemory> {
        let isolate = self.isolate();
        let mut out = TextBuf::new();
        let mut result = Ok(());
        isolate.registry.stop_the_world(&mut self.head, |_, world| result = isolate.write_stacks(what, name_of, &mut out, world));
        result.map(|()| out)
    }
}

impl Isolate {
    fn write_stacks(
        &self,
        what: Stacks,
        name_of: &mut dyn FnMut(u64) -> Option<alloc::string::String>,
        out: &mut TextBuf,
        _: &WorldStopped,
    ) -> Result<(), OutOfMemory> {
        let mut shown = 0;
        let mut result = Ok(());
        self.registry.for_each(&mut |head| {
            // SAFETY: the head comes first in a thread's state, and the world is stopped.
            let t = unsafe { &*head.cast::<Thread>() };
            let is_current = Some(t.ident) == what.current;
            if result.is_err() || Some(t.ident) == what.without || (!what.all && !is_current) || shown > what.most {
                return;
            }
            shown += 1;
            result = if shown > what.most {
                out.push_str("...\n")
            } else {
                let name = if what.all { name_of(t.native) } else { None };
                head_line(t, what, is_current, name.as_deref(), shown == 1, out).and_then(|()| frames(t, out))
            };
        });
        result
    }
}

fn head_line(t: &Thread, what: Stacks, is_current: bool, name: Option<&str>, first: bool, out: &mut TextBuf) -> Result<(), OutOfMemory> {
    if !what.all {
        return out.push_str("Stack (most recent call first):\n");
    }
    if !first {
        out.push_str("\n")?;
    }
    let ident = t.ident;
    out.push_fmt(format_args!("{} 0x{ident:016x}", if is_current { "Current thread" } else { "Thread" }))?;
    if let Some(name) = name.filter(|n| !n.is_empty()) {
        out.push_fmt(format_args!(" [{name}]"))?;
    }
    out.push_str(" (most recent call first):\n")
}

/// The frames of a thread that is the caller, or does not run.
fn frames(t: &Thread, out: &mut TextBuf) -> Result<(), OutOfMemory> {
    let all = t.stack.frames();
    if all.is_empty() {
        return out.push_str("  <no Python frame>\n");
    }
    for f in all.iter().rev().take(MOST_FRAMES) {
        // SAFETY: a frame keeps its code alive; its `pc` lies in its code.
        let (code, line) = unsafe {
            let code = f.code.as_ref();
            let at = f.pc.offset_from(code.words.as_ptr()).max(1) as u32 - 1;
            (code, code.location(at).line)
        };
        let (file, name) = (str_object::text(&code.filename), str_object::text(&code.name));
        out.push_fmt(format_args!("  File \"{file}\", line {line} in {name}\n"))?;
    }
    if all.len() > MOST_FRAMES { out.push_str("  ...\n") } else { Ok(()) }
}

#[cfg(all(test, not(any(loom, miri))))]
mod tests {
    use super::Stacks;
    use crate::isolate::stress_tests::with_isolate;

    #[test]
    fn a_thread_without_frames_is_shown_and_one_may_be_left_out() {
        with_isolate(false, |th| {
            let me = th.ident;
            let what = Stacks { current: Some(me), without: None, all: true, most: 100 };
            let text = th.stacks(what, &mut |_| Some("worker".into())).expect("memory").into_string();
            assert!(
                text.starts_with("Current thread 0x") && text.ends_with(" [worker] (most recent call first):\n  <no Python frame>\n"),
                "{text}"
            );
            let text = th.stacks(Stacks { without: Some(me), ..what }, &mut |_| None).expect("memory").into_string();
            assert_eq!(text, "");
            let text = th.stacks(Stacks { most: 0, ..what }, &mut |_| None).expect("memory").into_string();
            assert_eq!(text, "...\n");
        });
    }
}
