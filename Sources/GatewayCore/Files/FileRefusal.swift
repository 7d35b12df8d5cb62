extension FilePolicy {
  /// What a contact is told whose file was not taken or has ended, in one line; nil where it did
  /// that itself.
  public func refusal(of name: FileName, because failure: FileFailure) -> String? {
    let file = "Your file “\(name.shown)”"
    switch failure {
    case .cancelledByContact: return nil
    case .cancelled: return "\(file) was not taken."
    case .overLimit:
      return "\(file) was refused: this bot takes files of at most \(ByteSize.words(sizeMax)),"
        + " and a limited number of them."
    case .type:
      let types = types.map(\.text).joined(separator: ", ")
      return "\(file) was not kept: this bot takes only \(types)."
    case .malformed: return "\(file) did not arrive whole. Please send it once more."
    case .unreadable: return "\(file) could not be stored. Please send it once more later."
    case .expired: return "\(file) was not finished in time. Please send it once more."
    }
  }
}
