//! Frames and registers of a thread.
/// Stack.
#[derive(Debug)]
pub struct Stack {}
