extension Migration {
  /// The time as the home knows it, and the delay within which each thing is due.
  static let clocks = Migration(
    version: 8,
    sql: """
      -- Milliseconds that a delivery or a timer was to wait when its time was written: where the
      -- clock was ahead then, it is due so much after the correction.
      ALTER TABLE deliveries ADD COLUMN wait INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE timers ADD COLUMN wait INTEGER NOT NULL DEFAULT 0;
      -- Of what older versions left only the most is known: a day and a tenth between two attempts,
      -- 14 days for a notice, a year for a timer.
      UPDATE deliveries SET wait = min(
        max(0, due - created_at), CASE attempts WHEN 0 THEN 1209600000 ELSE 95040000 END)
      WHERE due IS NOT NULL;
      UPDATE timers SET wait = 31622400000;

      -- See TrustedTime. A home with a past knows about when it was used last.
      INSERT INTO counters (name, value)
      SELECT 'clock_trusted', time FROM (SELECT max(
        ifnull((SELECT max(last_seen) FROM contacts), 0),
        ifnull((SELECT at FROM messages ORDER BY id DESC LIMIT 1), 0)) AS time)
      WHERE time > 0;
      """)
}
