// RxDB's server with storage in memory and no validation, on the port it is told.
const { createRxDatabase } = require('rxdb/plugins/core')
const { getRxStorageMemory } = require('rxdb/plugins/storage-memory')
const { createRxServer } = require('rxdb-server/plugins/server')
const { RxServerAdapterExpress } = require('rxdb-server/plugins/adapter-express')

const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 160 },
    kind: { type: 'string' },
    scope: { type: 'string' },
    fields: { type: 'object' },
  },
}

async function serve(port) {
  const database = await createRxDatabase({ name: 'bench', storage: getRxStorageMemory(), multiInstance: false })
  await database.addCollections({ records: { schema } })
  const server = await createRxServer({ database, adapter: RxServerAdapterExpress, hostname: '127.0.0.1', port })
  server.addReplicationEndpoint({ name: 'records', collection: database.records })
  await server.start()
}

void serve(Number(process.argv[2]))
