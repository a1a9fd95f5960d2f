//! What a rota breaks.
