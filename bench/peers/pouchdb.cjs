// PouchDB's server with everything in memory, on the port it is told.
const PouchDB = require('pouchdb-core')
  .plugin(require('pouchdb-adapter-memory'))
  .plugin(require('pouchdb-mapreduce'))
  .plugin(require('pouchdb-replication'))
const app = require('express')()

const settings = { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: process.argv[3] }
app.use('/', require('express-pouchdb')(PouchDB.defaults({ adapter: 'memory' }), settings))
app.listen(Number(process.argv[2]), '127.0.0.1')
