/** Express 4 beside 5. The parts that tests use have the types of 5. */
declare module 'express4' {
  import express from 'express';
  export default express;
}
