import { recordOperations } from '@/core/run/engine/operations';
import { action, type Module, query } from '@/core/run/module';
import { cleanupFilesJob, cleanupFilesSchedule } from './cleanup';
import { content } from './content';
import { fileContent, finishUpload, sendUpload, startUpload } from './contract';
import { storagePart } from './health';
import { files } from './object';
import { fileRules } from './rules';
import { finish, send, start } from './uploads';

export const filesModule: Module = {
  name: 'files',
  objects: [{ definition: files, hooks: fileRules }],
  operations: [
    ...recordOperations(files),
    action(startUpload, start),
    action(sendUpload, send),
    action(finishUpload, finish),
    query(fileContent, content),
  ],
  events: ['file.purged'],
  timeline: [{ kind: 'file', object: files.name, at: 'created_at' }],
  jobs: [cleanupFilesJob],
  schedules: [cleanupFilesSchedule],
  health: [storagePart],
};
