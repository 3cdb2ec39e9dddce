//! Which network addresses are public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What kind of network an address lies in.
///
/// Source: IANA's registries of special-purpose addresses for IPv4 and IPv6, as of 2026-08.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Network {
    /// Anybody's.
    Public,
    /// This machine.
    Loopback,
    /// `0.0.0.0/8`, `::`.
    Unspecified,
    /// A private network.
    Private,
    /// The same link only; in clouds, the address of the machine's own secrets.
    LinkLocal,
    /// Shared by the customers of a carrier.
    CarrierShared,
    /// To many at once.
    Multicast,
    /// For documentation, measurements, or a use still to come.
    Reserved,
}

impl Network {
    /// The network of an address. An IPv4 address that is wrapped into an IPv6 one counts as itself.
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::of_v4(address),
            IpAddr::V6(address) => Self::of_v6(address),
        }
    }

    /// In words, to stand behind "the name leads to".
    pub fn words(self) -> &'static str {
        match self {
            Self::Public => "a public address",
            Self::Loopback => "this machine",
            Self::Unspecified => "no address",
            Self::Private => "a private network",
            Self::LinkLocal => "the local link, where clouds keep a machine's own secrets",
            Self::CarrierShared => "a carrier's shared network",
            Self::Multicast => "many machines at once",
            Self::Reserved => "a reserved address",
        }
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        match address.octets() {
            [0, ..] => Self::Unspecified,
            [127, ..] => Self::Loopback,
            [10, ..] | [192, 168, ..] | [172, 16..=31, ..] => Self::Private,
            [169, 254, ..] => Self::LinkLocal,
            [100, 64..=127, ..] => Self::CarrierShared,
            [224..=239, ..] => Self::Multicast,
            [192, 0, 0 | 2, _]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
            | [192, 88, 99, _]
            | [240..=255, ..] => Self::Reserved,
            _ => Self::Public,
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        let wrapped = |high: u16, low: u16| {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            Ipv4Addr::new(a, b, c, d)
        };
        match address.segments() {
            [0, 0, 0, 0, 0, 0, 0, 0] => Self::Unspecified,
            [0, 0, 0, 0, 0, 0, 0, 1] => Self::Loopback,
            // Mapped, compatible, translated (RFC 2765), NAT64.
            [0, 0, 0, 0, 0, 0xffff | 0, high, low]
            | [0, 0, 0, 0, 0xffff, 0, high, low]
            | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Self::of_v4(wrapped(high, low)),
            [0x64, 0xff9b, 1, ..] => Self::Private,
            // 6to4 carries its IPv4 address behind the prefix.
            [0x2002, high, low, ..] => match Self::of_v4(wrapped(high, low)) {
                Self::Public => Self::Reserved,
                inner => inner,
            },
            [0x2001, 0..=0x01ff, ..]
            | [0x2001, 0x0db8, ..]
            | [0x3fff, 0..=0x0fff, ..]
            | [0x100, 0, 0, 0, ..] => Self::Reserved,
            [first, ..] if first & 0xfe00 == 0xfc00 => Self::Private,
            [first, ..] if first & 0xffc0 == 0xfe80 => Self::LinkLocal,
            [first, ..] if first & 0xffc0 == 0xfec0 => Self::Private,
            [first, ..] if first & 0xff00 == 0xff00 => Self::Multicast,
            [0x2000..=0x3fff, ..] => Self::Public,
            _ => Self::Reserved,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        for (text, network) in [
            ("8.8.8.8", Network::Public),
            ("127.0.0.1", Network::Loopback),
            ("127.255.255.254", Network::Loopback),
            ("0.0.0.0", Network::Unspecified),
            ("10.1.2.3", Network::Private),
            ("172.15.0.1", Network::Public),
            ("172.31.0.1", Network::Private),
            ("192.168.0.1", Network::Private),
            ("169.254.169.254", Network::LinkLocal),
            ("100.64.0.1", Network::CarrierShared),
            ("224.0.0.1", Network::Multicast),
            ("255.255.255.255", Network::Reserved),
            ("198.18.0.1", Network::Reserved),
            ("::", Network::Unspecified),
            ("::1", Network::Loopback),
            ("::ffff:127.0.0.1", Network::Loopback),
            ("::ffff:169.254.169.254", Network::LinkLocal),
            ("::127.0.0.1", Network::Loopback),
            ("64:ff9b::a00:1", Network::Private),
            ("2002:7f00:1::", Network::Loopback),
            ("2002:808:808::", Network::Reserved),
            ("fd00:ec2::254", Network::Private),
            ("fe80::1", Network::LinkLocal),
            ("ff02::1", Network::Multicast),
            ("2001:db8::1", Network::Reserved),
            ("2606:4700::1111", Network::Public),
        ] {
            assert_eq!(Network::of(text.parse().unwrap()), network, "{text}");
        }
    }
}
