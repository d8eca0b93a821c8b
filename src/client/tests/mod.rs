//! Tests of the parts that need no network.

mod fuzz;
mod policy;
mod responses;
