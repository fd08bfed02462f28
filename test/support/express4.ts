// @ts-expect-error It is in JavaScript, and what the tests use of it is as in 5.

import type express from 'express';
import untyped from 'express4';

/** Express 4. */
export const express4: typeof express = untyped;
