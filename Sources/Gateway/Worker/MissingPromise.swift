import GatewayCore

extension BotConfiguration {
  /// What the file asks for and this version can't keep, in one sentence: no reason to run without
  /// it. nil where everything is kept.
  var missingPromise: String? {
    if inbox.seal {
      return
        "inbox { seal = true } is not in this version: leave it out, or wait for one that has it."
    }
    return nil
  }
}
