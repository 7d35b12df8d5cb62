extension FuzzTarget {
  /// What of the gateway reads bytes that others wrote.
  static let gateway = [
    FuzzTarget("json", sizeMax: 4_096, readJSON),
    FuzzTarget("declarations", sizeMax: 1_024, declare),
    FuzzTarget("rules", sizeMax: 4_096, runRules),
    FuzzTarget("patterns", sizeMax: 512, matchPatterns),
    FuzzTarget("control", sizeMax: 2_048, takeControlLines),
    FuzzTarget("texts", sizeMax: 2_048, readTexts),
    FuzzTarget("web", sizeMax: 4_096, readWebInput),
  ]
}
