//! The interpreter, on small whole apps.

mod bounds;
mod guards;
mod reach;
mod shown;
mod values;
mod ways;
