//! The processor and the environment under the kernel.
#![no_std]
