//! Short histories of containers that threads share, each compared with what the container could have answered one call at a time.
//!
//! Stress tests beside this one ask whether what comes out is whole. Here the question is whether all answers together have an explanation: an
//! order of the calls, which agrees with the order in which they were seen to follow each other, and in which a plain container of one thread
//! answers the same (Herlihy and Wing, 1990). A value that is one call too old is found by nothing else.
//!
//! `checker` searches for the order. `drive` makes the threads work and writes the histories. `list` and `table` have the containers, the plain
//! models, and for each a container with a fault built in, which must be found out.
#![allow(clippy::std_instead_of_core, reason = "tests run on std")]

mod checker;
mod drive;
mod list;
mod table;
