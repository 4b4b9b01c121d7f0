//! The SQL that SQLite alone speaks, in one place.

/// The ids in the JSON array bound as `$parameter` (see [`ids`]), as a subquery.
macro_rules! ids_in {
    ($parameter:literal) => {
        concat!("(SELECT unhex(value) FROM json_each(", $parameter, "))")
    };
}
pub(crate) use ids_in;

/// The ids that the subquery behind it gives as `id`, as one JSON array.
macro_rules! ids_as_json {
    () => {
        "SELECT json_group_array(lower(hex(id))) FROM "
    };
}
pub(crate) use ids_as_json;

/// A list of ids as one parameter, so that a page of any length is one prepared statement.
pub(crate) fn ids<'a>(ids: impl IntoIterator<Item = &'a uuid::Uuid>) -> String {
    let quoted: Vec<String> = ids.into_iter().map(|id| format!("\"{}\"", id.simple())).collect();
    format!("[{}]", quoted.join(","))
}
