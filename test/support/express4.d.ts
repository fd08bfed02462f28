/** Express 4 beside 5. What the tests use of it is as in 5. */
declare module 'express4' {
  import express from 'express';
  export default express;
}
