import GRDB
public import GatewayCore

/// Codes of requests that wait for the owner.
extension StoreReader {
  public func storedRequestCode(of key: ContactKey) throws(StoreError) -> RequestCode? {
    try row(
      "SELECT request_code FROM contacts WHERE key = ? AND state = 'requested'", [key.data]
    ) { ($0[0] as String?).flatMap { RequestCode($0) } } ?? nil
  }

  /// The codes of all requests.
  public func requestCodes() throws(StoreError) -> [ContactKey: RequestCode] {
    let pairs = try rows(
      """
      SELECT key, request_code FROM contacts
      WHERE request_code IS NOT NULL AND state = 'requested'
      """
    ) { (key: try $0.key(0), code: RequestCode($0[1] as String)) }
    return Dictionary(pairs.compactMap { pair in pair.code.map { (pair.key, $0) } }) { $1 }
  }

  /// The contact whose request has this code.
  public func requesterKey(_ code: RequestCode) throws(StoreError) -> ContactKey? {
    try row(
      "SELECT key FROM contacts WHERE request_code = ? AND state = 'requested'", [code.text]
    ) { try $0.key(0) }
  }

  /// Requests whose code was given before a time, the oldest first.
  public func requestsWithCode(
    before time: UnixMilliseconds, limit: Int
  ) throws(StoreError) -> [ContactKey] {
    try rows(
      """
      SELECT key FROM contacts WHERE request_code IS NOT NULL AND state = 'requested'
        AND first_seen <= ? ORDER BY first_seen, id LIMIT ?
      """, [time.rawValue, limit]
    ) { try $0.key(0) }
  }

  /// When the oldest of them asked.
  public func oldestRequestWithCode() throws(StoreError) -> UnixMilliseconds? {
    try row(
      """
      SELECT min(first_seen) FROM contacts
      WHERE request_code IS NOT NULL AND state = 'requested'
      """
    ) { ($0[0] as Int64?).map(UnixMilliseconds.init) } ?? nil
  }
}

extension StoreTransaction {
  public func setRequestCode(_ code: RequestCode, of key: ContactKey) throws(StoreError) {
    try run("UPDATE contacts SET request_code = ? WHERE key = ?", [code.text, key.data])
  }
}
