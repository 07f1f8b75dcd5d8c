//! Reference counts: biased towards the owner, shared by reachability.

pub mod biased;
pub mod merge_queue;
pub mod sharing;
