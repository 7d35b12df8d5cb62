import GatewayCore

extension BotConfiguration {
  /// A setting of the file that this version can't fulfil, in one sentence: it must not run without
  /// it. nil where there is none.
  var unsupportedSetting: String? {
    if inbox.seal {
      return
        "inbox { seal = true } is not in this version: leave it out, or wait for one that has it."
    }
    return nil
  }
}
