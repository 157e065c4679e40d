import { action, type Module, query } from '@/core/run/module';
import { cancel, change, start, upload } from './commands';
import {
  cancelContract,
  changeContract,
  errorsContract,
  getContract,
  listContract,
  startContract,
  uploadContract,
} from './contract';
import { importsPart } from './health';
import { errors, get, list } from './queries';
import { importJob } from './work';

/** Objects that files can bring in. */
const objects = ['contacts', 'accounts', 'leads', 'deals'];

export const importsModule: Module = {
  name: 'imports',
  events: ['import.completed'],
  operations: [
    ...objects.map((object) => action(uploadContract(object), upload(object))),
    query(listContract, list),
    query(getContract, get),
    action(changeContract, change),
    action(startContract, start),
    action(cancelContract, cancel),
    query(errorsContract, errors),
  ],
  jobs: [importJob],
  health: [importsPart],
};
