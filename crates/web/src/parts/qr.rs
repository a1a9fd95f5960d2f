//! A square code that a phone reads, drawn in the page: no picture is fetched, and it prints.

use maud::{Markup, html};
use qrcode::{Color, QrCode};

/// The quiet edge around it, in modules: readers ask for four.
const EDGE: usize = 4;

/// The code of a text, with what it is for in words; none where the text is too long for one.
pub fn qr(text: &str, title: &str) -> Option<Markup> {
    let code = QrCode::new(text).ok()?;
    let side = code.width() + 2 * EDGE;
    Some(html! {
        svg class="app-qr" viewBox={ "0 0 " (side) " " (side) } role="img" aria-label=(title) shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path(&code)) fill="#000" {}
        }
    })
}

/// One run along a row for each stretch of dark modules.
fn path(code: &QrCode) -> String {
    let width = code.width();
    let colors = code.to_colors();
    let mut made = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for stretch in row.chunk_by(|a, b| a == b) {
            if stretch.first() == Some(&Color::Dark) {
                let n = stretch.len();
                made.push_str(&format!("M{} {}h{n}v1h-{n}z", x + EDGE, y + EDGE));
            }
            x += stretch.len();
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let code = QrCode::new("otpauth://totp/Preceptor:ada%40example.org?secret=ABC").unwrap();
        let dark = code.to_colors().into_iter().filter(|it| *it == Color::Dark).count();
        let drawn: usize = path(&code)
            .split('M')
            .filter_map(|it| it.split_once('h')?.1.split_once('v')?.0.parse::<usize>().ok())
            .sum();
        assert_eq!(drawn, dark);
        // The corner that readers look for begins with seven dark modules, inside the edge.
        assert!(path(&code).starts_with("M4 4h7v1h-7z"));
    }

    #[test]
    fn what_is_too_long_has_none() {
        assert!(qr(&"x".repeat(2_000), "A code").is_some());
        assert!(qr(&"x".repeat(4_000), "A code").is_none());
        assert!(qr("<script>", "\"<b>").unwrap().into_string().contains("&quot;&lt;b&gt;"));
    }
}
