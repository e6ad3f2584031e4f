import { removeTestFolder } from './remove-test-folder';

export default async (): Promise<void> => {
  const folder = process.env['SEAWORTHY_TEST_FOLDER'];
  if (folder) await removeTestFolder(folder);
};
