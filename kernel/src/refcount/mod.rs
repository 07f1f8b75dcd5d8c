//! Reference counts: biased towards the owner, shared by reachability.

pub mod biased;
