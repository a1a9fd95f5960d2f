//! Working-time rules as dated data: the closed list of measures, and how a file writes a rule.
//!
//! The rulebook reads these files and the rota is judged by them; neither knows the other, so what they share lives
//! here. A rule says which measure, with which parameters, at most or at least how much, from when, and who says so.
//! No number of a rule lies in code.
