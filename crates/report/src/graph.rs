//! `assay graph`: an app as a picture. Who can cause what to run, the functions on the way, and what is reached:
//! products, stores, the network; with the borders of trust between them.

mod dot;
mod effects;
mod mermaid;
mod plan;
mod svg;

pub use dot::graph_dot;
pub use mermaid::graph_mermaid;
pub use svg::graph_svg;
