//! Pure text and number algorithms: no objects, no memory of their own, no hardware.
