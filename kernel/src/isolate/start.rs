//! Starting an isolate and its threads.
