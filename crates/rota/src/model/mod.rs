//! What is to be staffed, by whom, and under which rules.
