//! How long to wait before the next try: doubling from one second to five minutes, spread by a half either way, so
//! that a thousand devices do not come back in the same second.

use std::time::Duration;

/// The longest wait that we choose ourselves.
pub(super) const LONGEST: Duration = Duration::from_secs(300);

/// The wait after `attempts` tries. `spread` is random, 0 to 65,535.
pub(super) fn backoff(attempts: i64, spread: u16) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 16) - 1).unwrap_or(0);
    let base = Duration::from_secs(1).saturating_mul(1 << doublings).min(LONGEST);
    base / 2 + base.mul_f64(f64::from(spread) / 65_536.0)
}

/// Randomness for [`backoff`]; without any, waits are only less spread.
pub(super) fn spread() -> u16 {
    let mut bytes = [0_u8; 2];
    match getrandom::fill(&mut bytes) {
        Ok(()) => u16::from_le_bytes(bytes),
        Err(_) => 0x8000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit() {
        assert_eq!(backoff(1, 0), Duration::from_millis(500));
        assert!(backoff(1, u16::MAX) < Duration::from_millis(1_500));
        assert_eq!(backoff(4, 0x8000), Duration::from_secs(8));
        for attempts in [10, 60, i64::MAX] {
            let wait = backoff(attempts, u16::MAX);
            assert!(wait >= LONGEST / 2 && wait < LONGEST * 3 / 2, "{attempts}: {wait:?}");
        }
        assert_eq!(backoff(i64::MIN, 0), Duration::from_millis(500));
    }
}
