//! Reference counts: biased towards the owner, shared by reachability.

pub mod biased;
#[cfg(not(loom))]
pub mod contention;
#[cfg(not(loom))]
pub mod merge_queue;
#[cfg(not(loom))]
pub mod sharing;
