//! What waits for those who keep order.

/// Of circle `c`, for `$1`: reported things and sanctions that need a second person, and appeals. What `$1` took part in
/// waits for others.
macro_rules! waiting_for {
    () => {
        "(SELECT count(DISTINCT w.subject_id) FROM report w WHERE w.circle_id = c.id AND w.state = 'open')
         + (SELECT count(*) FROM proposal w JOIN act x ON x.id = w.id
            WHERE w.circle_id = c.id AND w.state = 'open' AND w.person_id <> $1 AND x.actor_id <> $1) AS cases,
         (SELECT count(*) FROM appeal w JOIN act x ON x.id = w.act_id
          WHERE w.circle_id = c.id AND w.state = 'open' AND w.person_id <> $1 AND x.actor_id <> $1
            AND (x.second_id IS NULL OR x.second_id <> $1)) AS appeals"
    };
}
pub(in crate::store) use waiting_for;

/// Of circle `c`, at `$2`: appeals that none of its admins may decide, without those of `$3`.
macro_rules! stuck_appeals {
    () => {
        "(SELECT count(*) FROM appeal w JOIN act x ON x.id = w.act_id
          WHERE w.circle_id = c.id AND w.state = 'open' AND w.person_id <> $3 AND c.state <> 'dissolved'
            AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.circle_id = c.id AND m.joined = 1
                              AND m.role IN ('admin', 'owner') AND (m.sanction = 'none' OR m.sanction_until_us <= $2)
                              AND m.person_id <> w.person_id AND m.person_id <> x.actor_id
                              AND (x.second_id IS NULL OR m.person_id <> x.second_id))) AS appeals"
    };
}
pub(in crate::store) use stuck_appeals;
