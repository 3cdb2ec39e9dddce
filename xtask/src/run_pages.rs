//! The page of `assay run` that is derived: which operations of products are modelled.

use std::fmt::Write as _;

/// What is modelled, by product.
pub(crate) fn operations() -> String {
    let mut out = String::from(
        "# What is modelled of the products\n\n\
         [`assay run`](run.md) answers these operations as the products do: shapes, statuses, pages, rights. Everything else is\n\
         answered with 501 and listed.\n",
    );
    for (product, title) in [("jira", "Jira"), ("confluence", "Confluence")] {
        let mut rows: Vec<_> = assay_products::modelled().filter(|it| it.product == product).collect();
        rows.sort_by_key(|it| (it.path, it.method));
        let _ = write!(out, "\n## {title}\n\n{} operations.\n\n| operation | |\n|---|---|\n", rows.len());
        for row in rows {
            let _ = writeln!(out, "| `{}` | `{}` |", row.method, row.path);
        }
    }
    out
}
