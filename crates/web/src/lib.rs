//! Pages and API over the use-cases of `service`. No rule of the domain lives here, and nothing is stored.
//!
//! Start at [`site::router`], which names every address; [`pages`] has one module a page, [`parts`] one function a
//! component, [`text`] every sentence. The day is asked of the binary through [`Site`], once for each request.

mod api;
mod ask;
mod assets;
mod dates;
mod desk;
mod feed;
mod headers;
mod layout;
mod pace;
mod pages;
mod parts;
mod problem;
pub mod server;
pub mod site;
pub mod text;

pub use site::{Site, router};
