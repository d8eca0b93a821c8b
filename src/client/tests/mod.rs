//! What can be decided without a network.

mod answers;
mod fuzz;
mod policy;
