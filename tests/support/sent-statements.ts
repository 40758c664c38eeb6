import pg from 'pg'

interface Statement {
  text: string
  values: unknown[]
}

/** Notes what node-postgres sends, whichever way it goes, until `stop`; `query` sends without its being noted. */
export function recordStatements() {
  const sent: Statement[] = []
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this`
  const query = pg.Client.prototype.query as (...given: unknown[]) => unknown
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [statement, beside] = given as [pg.QueryConfig | string, unknown[] | undefined]
    const { text, values = [] } = typeof statement === 'string' ? { text: statement } : statement
    sent.push({ text: text ?? '', values: beside ?? values })
    return query.apply(this, given)
  } as typeof pg.Client.prototype.query
  return {
    sent,
    query,
    stop: () => void (pg.Client.prototype.query = query as typeof pg.Client.prototype.query),
  }
}
