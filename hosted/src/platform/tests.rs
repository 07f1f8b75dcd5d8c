use super::*;
use core::sync::atomic::AtomicU32;
use std::sync::mpsc;
use std::thread;
use std::vec::Vec;

#[test]
fn maps_are_aligned_zeroed_and_given_back() {
    for (bytes, align) in [(1, 1), (4096, 4096), (1 << 16, 1 << 16), (4 << 20, 4 << 20), (3 << 20, 32 << 20), (100_000, 64 << 10)] {
        let start = PLATFORM.map(bytes, align).unwrap();
        assert_eq!(start.addr().get() % align, 0);
        // SAFETY: just mapped.
        unsafe {
            let memory = core::slice::from_raw_parts_mut(start.as_ptr(), bytes);
            assert!(memory.iter().all(|b| *b == 0));
            memory.fill(7);
            PLATFORM.unmap(start, bytes);
        }
    }
    assert!(PLATFORM.map(usize::MAX, 1).is_none());
    assert!(PLATFORM.map(1 << 60, 1 << 21).is_none());
}

#[test]
fn parking_ends_as_it_should() {
    let word = AtomicU32::new(0);
    let address = (&raw const word).addr();
    assert_eq!(PLATFORM.park(address, &mut || false, None), ParkResult::Invalid);
    let begun = PLATFORM.now();
    assert_eq!(PLATFORM.park(address, &mut || true, Some(2_000_000)), ParkResult::TimedOut);
    assert!(PLATFORM.now() - begun >= 2_000_000);
    let mut calls = 0;
    PLATFORM.unpark_one(address, &mut |woken, more| {
        assert!(!woken && !more);
        calls += 1;
    });
    PLATFORM.unpark_all(address);
    assert_eq!(calls, 1);
}

#[test]
fn sleepers_are_woken_in_order() {
    static KEY: AtomicU32 = AtomicU32::new(0);
    let address = (&raw const KEY).addr();
    let (send, receive) = mpsc::channel();
    let threads: Vec<_> = (0..3)
        .map(|i| {
            let send = send.clone();
            let thread = thread::spawn(move || {
                assert_eq!(PLATFORM.park(address, &mut || true, Some(60_000_000_000)), ParkResult::Unparked);
                send.send(i).unwrap();
            });
            while PLATFORM.bucket(address).iter().filter(|(a, _)| *a == address).count() <= i {
                thread::yield_now();
            }
            thread
        })
        .collect();
    for i in 0..3 {
        PLATFORM.unpark_one(address, &mut |woken, more| assert_eq!((woken, more), (true, i < 2)));
        assert_eq!(receive.recv().unwrap(), i);
    }
    threads.into_iter().for_each(|t| t.join().unwrap());
}

/// Two threads pass a token to and fro: one lost wake-up would leave both asleep.
#[test]
fn no_wake_up_is_lost() {
    static TURN: AtomicU32 = AtomicU32::new(0);
    let address = (&raw const TURN).addr();
    let rounds = 5_000;
    let threads: Vec<_> = (0..2)
        .map(|me| {
            thread::spawn(move || {
                for i in 0..rounds {
                    while TURN.load(Ordering::Acquire) % 2 != me {
                        PLATFORM.park(address, &mut || TURN.load(Ordering::Relaxed) % 2 != me, None);
                    }
                    TURN.fetch_add(1, Ordering::Release);
                    if i % 2 == 0 {
                        PLATFORM.unpark_all(address);
                    } else {
                        PLATFORM.unpark_one(address, &mut |_, _| {});
                    }
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|t| t.join().unwrap());
    assert_eq!(TURN.load(Ordering::Relaxed), 2 * rounds);
}

/// Sleepers whose time runs out just when they are woken: each is counted once, as the one or as the other.
#[test]
fn a_wake_up_and_the_end_of_the_time_exclude_each_other() {
    static KEY: AtomicU32 = AtomicU32::new(0);
    static WOKEN: AtomicU32 = AtomicU32::new(0);
    let address = (&raw const KEY).addr();
    let sleeper = thread::spawn(move || {
        let mut unparked = 0;
        for i in 0..2_000u64 {
            if PLATFORM.park(address, &mut || true, Some(i % 50 * 1_000)) == ParkResult::Unparked {
                unparked += 1;
            }
        }
        unparked
    });
    while !sleeper.is_finished() {
        PLATFORM.unpark_one(address, &mut |woken, _| {
            WOKEN.fetch_add(u32::from(woken), Ordering::Relaxed);
        });
    }
    assert_eq!(sleeper.join().unwrap(), WOKEN.load(Ordering::Relaxed));
}

#[test]
fn threads_have_their_own_pointer_and_stack() {
    type Answer = mpsc::Sender<(Option<String>, usize, usize)>;
    fn entry(argument: usize) {
        assert!(freewheel_current().is_null() && freewheel_current_slot() == NO_SLOT);
        freewheel_set_current(core::ptr::without_provenance_mut(argument), 7);
        assert_eq!(freewheel_current_slot(), 7);
        let name = thread::current().name().map(str::to_owned);
        let here = freewheel_arch::cpu::stack_pointer();
        let limit = PLATFORM.stack_limit();
        assert_eq!(limit, PLATFORM.stack_limit());
        // The sender is this thread's own: one that the test kept could be gone while `send` here still works on the channel.
        // SAFETY: made by `Box::into_raw` below and given to this thread alone.
        let send = unsafe { Box::from_raw(core::ptr::with_exposed_provenance_mut::<Answer>(freewheel_current().addr())) };
        send.send((name, here, limit)).unwrap();
    }
    let (send, receive) = mpsc::channel::<(Option<String>, usize, usize)>();
    assert!(PLATFORM.start_thread(entry, Box::into_raw(Box::new(send)).expose_provenance()));
    let (name, here, limit) = receive.recv().unwrap();
    assert!(name.unwrap().starts_with("freewheel-"));
    assert!(limit < here && here - limit > (15 << 20) && here - limit < (17 << 20));
    assert!(PLATFORM.stack_limit() < freewheel_arch::cpu::stack_pointer());
    assert!(freewheel_current().is_null() && freewheel_current_slot() == NO_SLOT, "the other thread's pointer is its own");
}

#[test]
fn clocks_cores_and_chance() {
    let begun = PLATFORM.now();
    PLATFORM.yield_now();
    assert!(PLATFORM.now() >= begun);
    assert!(PLATFORM.wall_clock().unwrap() > 1_600_000_000_000_000_000);
    assert!(PLATFORM.cores() >= 1);
    let (mut a, mut b) = ([0; 300], [0; 300]);
    PLATFORM.entropy(&mut a);
    PLATFORM.entropy(&mut b);
    assert_ne!(a, b);
}

/// The kernel's threads over this platform: they take turns at a lock, stop the world and wait for each other.
fn kernel_threads(gil: bool, rounds: usize) {
    use freewheel_kernel::object::header::Header;
    use freewheel_kernel::sync::{Locked, RawMutex};
    use freewheel_kernel::thread::{Registry, ThreadHead};
    struct Shared {
        registry: Registry,
        object: Header,
        mutex: RawMutex,
        count: core::cell::UnsafeCell<usize>,
        slow: core::cell::UnsafeCell<usize>,
    }
    // SAFETY: `count` is used under the object's lock, `slow` under the mutex.
    unsafe impl Sync for Shared {}
    let shared = Shared {
        registry: Registry::new(&PLATFORM, gil),
        object: Header::new(0, 0),
        mutex: RawMutex::new(),
        count: core::cell::UnsafeCell::new(0),
        slow: core::cell::UnsafeCell::new(0),
    };
    let s = &shared;
    thread::scope(|scope| {
        for slot in 0..4 {
            scope.spawn(move || {
                let head = Box::into_raw(Box::new(ThreadHead::new(slot)));
                // SAFETY: boxed, and unregistered before it is freed; the registry outlives the scope.
                let me = unsafe {
                    assert!(s.registry.register(head));
                    &mut *head
                };
                me.attach();
                for i in 0..rounds {
                    {
                        let _locked = Locked::new(&s.object, me);
                        // SAFETY: locked.
                        unsafe { *s.count.get() += 1 };
                    }
                    if i % 16 == 0 {
                        assert!(s.mutex.lock(me, None));
                        // SAFETY: locked by us, until the unlock.
                        unsafe {
                            *s.slow.get() += 1;
                            if i % 64 == 0 {
                                me.detached(thread::yield_now);
                            }
                            s.mutex.unlock(&PLATFORM);
                        }
                    }
                    if i % 200 == 0 {
                        // SAFETY: nobody else is attached, and holders that are not have not begun.
                        s.registry.stop_the_world(me, |_, _| assert!(unsafe { *s.count.get() } <= 4 * rounds));
                    }
                    if me.poll_needed() {
                        me.safepoint();
                    }
                }
                // SAFETY: as above.
                unsafe {
                    s.registry.unregister(head);
                    drop(Box::from_raw(head));
                }
            });
        }
    });
    // SAFETY: the threads have ended.
    assert_eq!(unsafe { (*s.count.get(), *s.slow.get()) }, (4 * rounds, 4 * rounds.div_ceil(16)));
}

#[test]
fn kernel_threads_run_free() {
    kernel_threads(false, 20_000);
}

#[test]
fn kernel_threads_run_under_a_global_lock() {
    kernel_threads(true, 20_000);
}
