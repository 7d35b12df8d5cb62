/// What a flood came to, in the words of `interop-peer`.
struct FloodTally {
  struct Faults {
    var duplicates = 0
    var reordered = 0
    var corrupt = 0
  }

  let faults: Faults
  let missing: Int
  let nanoseconds: Int64
  /// In microseconds, sorted.
  let latencies: [Int]

  func line(of instance: Int) -> Line {
    Line.event("flood", of: instance)
      .with("received", latencies.count).with("missing", missing)
      .with("duplicates", faults.duplicates).with("reordered", faults.reordered)
      .with("corrupt", faults.corrupt).with("seconds", Double(nanoseconds) / 1e9)
      .with("p50_us", percentile(50)).with("p90_us", percentile(90))
      .with("p99_us", percentile(99))
  }

  private func percentile(_ percent: Int) -> Int {
    latencies.isEmpty ? 0 : latencies[(latencies.count - 1) * percent / 100]
  }
}
