//! Style, face, mark and photographs of the pages, inside the program.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The photographs of the left pane, row by row.
pub const MOSAIC: [&str; 9] = [
    "autumn-valley.jpg",
    "tabby-cat.jpg",
    "paint-brushes.jpg",
    "mountain-trail.jpg",
    "lakeside-pavilion.jpg",
    "orange-dahlia.jpg",
    "coffee-cup.jpg",
    "fig.jpg",
    "dandelion.jpg",
];

macro_rules! photographs {
    ($asked:expr, $($name:literal),*) => {
        match $asked {
            $($name => Some(include_bytes!(concat!("../../../pages/img/", $name)).as_slice()),)*
            _ => None,
        }
    };
}

fn photograph(name: &str) -> Option<&'static [u8]> {
    photographs!(
        name,
        "autumn-valley.jpg",
        "coffee-cup.jpg",
        "dandelion.jpg",
        "fig.jpg",
        "lakeside-pavilion.jpg",
        "mountain-trail.jpg",
        "orange-dahlia.jpg",
        "paint-brushes.jpg",
        "tabby-cat.jpg"
    )
}

/// One of them by name.
pub async fn show(Path(name): Path<String>) -> Response {
    let (media_type, bytes): (_, &'static [u8]) = match name.as_str() {
        "signin.css" => ("text/css; charset=utf-8", include_bytes!("../../../pages/signin.css")),
        "inter.woff2" => ("font/woff2", include_bytes!("../../../../../assets/fonts/inter.woff2")),
        "mark.svg" => ("image/svg+xml", include_bytes!("../../../pages/mark.svg")),
        name => match photograph(name) {
            Some(bytes) => ("image/jpeg", bytes),
            None => return StatusCode::NOT_FOUND.into_response(),
        },
    };
    ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "public, max-age=300")], bytes)
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_photographs_are_all_there_and_small() {
        let sizes: Vec<usize> = MOSAIC.iter().map(|name| photograph(name).unwrap().len()).collect();
        assert!(sizes.iter().sum::<usize>() <= 200_000, "{sizes:?}");
        assert!(photograph("../signin.css").is_none());
        let credits = include_str!("../../../pages/CREDITS.md");
        assert!(
            MOSAIC.iter().all(|name| credits.contains(name)),
            "each photograph names its author and licence"
        );
    }
}
