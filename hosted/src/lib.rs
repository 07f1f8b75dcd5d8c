//! Freewheel on an operating system.
