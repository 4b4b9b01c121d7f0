//! The API's description: `/openapi.json` (3.1) from the handlers themselves, and `/docs`, a page that shows it without
//! asking any other host.

use axum::http::header;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{KnownFormat, Schema, SchemaFormat, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, ObjectBuilder, OpenApi, Ref, RefOr, Required, ResponseBuilder};

/// Names of the two halves of the security scheme, which always come together (RFC 9449 section 7.1).
const TOKEN: &str = "token";
const PROOF: &str = "proof";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Circles",
        description = "Interest circles with verified members. Errors are `application/problem+json` with a `code`."
    ),
    components(schemas(circles_wire::ErrorBody, circles_domain::attachment::Rendition))
)]
struct Api;

/// What every route adds to.
#[must_use]
pub fn base() -> OpenApi {
    let mut api = <Api as utoipa::OpenApi>::openapi();
    let header = |name: &str, description: &str| {
        SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(name, description)))
    };
    if let Some(components) = api.components.as_mut() {
        let token = header("Authorization", "`DPoP`, a space and an access token.");
        let proof = header(
            "DPoP",
            "A proof of possession of the token's key for this one request (RFC 9449, ES256).",
        );
        components.add_security_scheme(TOKEN, token);
        components.add_security_scheme(PROOF, proof);
    }
    api
}

/// Says once for all routes what each handler would have to repeat: who signs in, and how a problem looks.
pub fn complete(api: &mut OpenApi) {
    for (path, item) in &mut api.paths.paths {
        let parts: Vec<Parameter> =
            path.split('{').skip(1).filter_map(|rest| Some(part(rest.split_once('}')?.0))).collect();
        let open = !path.starts_with("/v1/")
            || [circles_wire::tip::KEYS, circles_wire::payment::NOTICES].contains(&path.as_str());
        for operation in operations(item) {
            let mut given = operation.parameters.take().unwrap_or_default();
            let named = |part: &Parameter| {
                given.iter().any(|one| matches!(one, RefOr::T(one) if one.name == part.name))
            };
            let missing: Vec<_> = parts.iter().filter(|part| !named(part)).cloned().map(RefOr::T).collect();
            given.splice(..0, missing);
            operation.parameters = (!given.is_empty()).then_some(given);
            if !open {
                let both =
                    SecurityRequirement::new(TOKEN, Vec::<String>::new()).add(PROOF, Vec::<String>::new());
                operation.security = Some(vec![both]);
            }
            if path.starts_with("/v1/") {
                let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorBody"))).build();
                let problem = ResponseBuilder::new()
                    .description("A problem, with its code")
                    .content("application/problem+json", body);
                operation
                    .responses
                    .responses
                    .entry("default".to_owned())
                    .or_insert_with(|| problem.build().into());
            }
        }
    }
}

/// A part of a path: an id, or the rendition.
fn part(name: &str) -> Parameter {
    let schema: RefOr<Schema> = match name {
        "rendition" => Ref::from_schema_name("Rendition").into(),
        _ => ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
            .into(),
    };
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .schema(Some(schema))
        .build()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let methods =
        [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.head, &mut item.patch];
    methods.into_iter().flatten()
}

/// Routes of the description and of the page that shows it.
///
/// # Errors
/// When the description has no JSON form.
pub fn router<S: Clone + Send + Sync + 'static>(api: &OpenApi) -> Result<axum::Router<S>, serde_json::Error> {
    let json: &'static str = api.to_json()?.leak();
    let description =
        move || async move { ([(header::CONTENT_TYPE, "application/json")], json).into_response() };
    let script =
        || async { ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("docs.js")) };
    let style = || async { ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("docs.css")) };
    Ok(axum::Router::new()
        .route("/openapi.json", get(description))
        .route("/docs", get(|| async { Html(include_str!("docs.html")) }))
        .route("/docs/docs.js", get(script))
        .route("/docs/docs.css", get(style)))
}
