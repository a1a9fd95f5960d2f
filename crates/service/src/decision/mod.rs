//! A decision: whether somebody may do something, answered in one shape for the command line, the pages and the API.

pub mod json;
