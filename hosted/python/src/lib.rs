//! Python front-end.
#![forbid(unsafe_code)]
