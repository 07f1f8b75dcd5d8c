//! Reference counts: biased towards the owner, shared by reachability. And references that do not count.

pub mod biased;
#[cfg(not(loom))]
pub mod contention;
#[cfg(not(loom))]
pub mod merge_queue;
pub(crate) mod merge_slot;
pub(crate) mod protect;
#[cfg(not(loom))]
pub mod sharing;
pub mod weak_table;
