//! The stream of pokes (server-sent events, WHATWG HTML section 9.2).

use circles_wire::sync::STREAM;
use eventsource_stream::Eventsource;
use futures::{Stream, StreamExt};
use reqwest::{Method, header};

use super::client::{Remote, media_type_is};
use super::error::Error;

impl Remote {
    /// Connects; each item says "pull now". The stream ends when the connection does.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn pokes(&self) -> Result<impl Stream<Item = ()> + Send + use<>, Error> {
        let request = self.request(Method::GET, STREAM).header(header::ACCEPT, "text/event-stream");
        let response = self.send(request).await?;
        if !media_type_is(&response, "text/event-stream") {
            return Err(Error::Protocol("not a stream"));
        }
        let connectivity = self.inner.connectivity.clone();
        // The server sends a comment every 15 seconds; the client's read time-out ends a dead connection.
        let bytes = response
            .bytes_stream()
            .map(|bytes| bytes.map_err(Error::from))
            .inspect(move |bytes| connectivity.heard(bytes));
        Ok(bytes.eventsource().take_while(|event| std::future::ready(event.is_ok())).filter_map(|event| {
            std::future::ready(event.ok().filter(|event| event.event == "poke").map(|_| ()))
        }))
    }
}
