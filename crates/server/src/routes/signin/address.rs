//! Whose tries are counted together: those of one network address.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

use crate::identity::Purpose;
use crate::state::AppState;

/// Stands for the address in the count of tries. An IPv6 network counts as one, because who has one address of a /64
/// has them all.
pub fn address_key(state: &AppState, extensions: &Extensions, headers: &HeaderMap) -> [u8; 32] {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    match client(peer, headers, &state.config.trusted_proxies) {
        IpAddr::V4(address) => state.keys.keyed_hash(Purpose::Address, &address.octets()),
        IpAddr::V6(address) => state.keys.keyed_hash(Purpose::Address, &address.octets()[..8]),
    }
}

/// Who asks: the last of `X-Forwarded-For` that no proxy of ours is, when one of ours passed it on. Each proxy appends
/// the peer that it saw, so that what a client writes there itself stands before what can be believed.
fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let is_ours = |address: IpAddr| proxies.iter().any(|proxy| proxy.to_canonical() == address);
    let mut client = peer.to_canonical();
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let passed_on: Vec<_> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    for told in passed_on.into_iter().rev() {
        let Ok(address) = told.parse::<IpAddr>() else { return client };
        if !is_ours(client) {
            return client;
        }
        client = address.to_canonical();
    }
    client
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use axum::http::HeaderMap;

    use super::client;

    fn seen(peer: &str, lines: &[&'static str], proxies: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().expect("a header"));
        }
        let address = |text: &str| text.parse::<IpAddr>().expect("an address");
        let proxies: Vec<_> = proxies.iter().map(|proxy| address(proxy)).collect();
        client(address(peer), &headers, &proxies).to_string()
    }

    #[test]
    fn only_a_proxy_of_ours_says_who_asks() {
        // Nobody in front: what a client writes is nothing.
        assert_eq!(seen("203.0.113.5", &["198.51.100.1"], &[]), "203.0.113.5");
        assert_eq!(seen("203.0.113.5", &["198.51.100.1"], &["10.0.0.1"]), "203.0.113.5");
        assert_eq!(seen("10.0.0.1", &["198.51.100.1"], &["10.0.0.1"]), "198.51.100.1");
        assert_eq!(seen("::ffff:10.0.0.1", &["198.51.100.1"], &["10.0.0.1"]), "198.51.100.1");
        // What the client wrote itself stands before what the proxy saw.
        assert_eq!(seen("10.0.0.1", &["1.1.1.1, 198.51.100.1"], &["10.0.0.1"]), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", &["1.1.1.1", "198.51.100.1"], &["10.0.0.1"]), "198.51.100.1");
        // Two of ours in a row.
        assert_eq!(
            seen("10.0.0.1", &["1.1.1.1, 2001:db8::1, 10.0.0.2"], &["10.0.0.1", "10.0.0.2"]),
            "2001:db8::1"
        );
        // Nothing passed on, or nothing that can be read: the proxy itself.
        assert_eq!(seen("10.0.0.1", &[], &["10.0.0.1"]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &["unknown"], &["10.0.0.1"]), "10.0.0.1");
    }
}
