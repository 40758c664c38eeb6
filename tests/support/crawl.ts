import { base } from '../../src/representation.ts'
import { operationsOf, type Contract } from './contract.ts'

type Read = ReturnType<typeof operationsOf>[number]
interface Reader {
  get(path: string): { expect(status: number): PromiseLike<{ body: unknown }> }
}

/**
 * Every reading operation with paths that really lead somewhere, found as a client would find them: from the lists, by
 * the links of their items. An operation that nothing leads to has none.
 */
export async function pathsByOperation(caller: Reader, contract: Contract): Promise<Map<Read, string[]>> {
  const reads = operationsOf(contract)
    .filter(({ method }) => method === 'get')
    .toSorted((a, b) => depth(a) - depth(b))
  const found = new Map<Read, string[]>(reads.map((read) => [read, []]))
  const links = new Set<string>()
  for (const read of reads) {
    const paths = depth(read) === 0 ? [read.path] : withParams(read, links)
    found.set(read, paths)
    for (const path of paths.slice(0, 3)) {
      const { body } = await caller.get(path).expect(200)
      for (const [, href] of JSON.stringify(body).matchAll(/"href":"([^"?]+)/g)) links.add(href!.slice(base.length))
    }
  }
  return found
}

function depth({ path }: Read): number {
  return path.split('{').length - 1
}

/** The paths of an operation under the links that lead to it, or with each word of a closed list in its path. */
function withParams({ path, parameters = [] }: Read, links: Set<string>): string[] {
  const closed = parameters.find(({ in: place, schema }) => place === 'path' && schema.enum)
  const words = closed?.schema.enum ?? []
  const starts = closed ? words.map((word) => path.replace(`{${closed.name}}`, word)) : [path]
  return starts.flatMap((start) => {
    const parts = start.split('/')
    const last = parts.findLastIndex((part) => part.startsWith('{'))
    if (last < 0) return [start]
    const form = new RegExp(
      `^${parts
        .slice(0, last + 1)
        .map((part) => (part.startsWith('{') ? '[0-9a-f-]{36}' : part))
        .join('/')}$`,
    )
    return [...links].filter((link) => form.test(link)).map((link) => [link, ...parts.slice(last + 1)].join('/'))
  })
}
