// What we use of Hugging Face's client. Named one by one, so that the bundle has no more of it, and imported only when a repository is
// asked, as `import('./hub-client.ts')`.
export { datasetInfo, listFiles, modelInfo, spaceInfo } from '@huggingface/hub';
