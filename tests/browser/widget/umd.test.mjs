// The shape of the script: a UMD module that nobody can take for the real widget.
import assert from 'node:assert/strict';
import test from 'node:test';
import vm from 'node:vm';
import { widgetText } from './bundle.mjs';

const text = await widgetText();
const served = (fault = '') =>
  text.replace('__FLOW_SANDBOX_ORIGIN__', 'http://127.0.0.1:1').replace('__FLOW_SANDBOX_FAULT__', fault);

test('each text that the service replaces occurs once', () => {
  assert.equal(text.split('__FLOW_SANDBOX_ORIGIN__').length, 2);
  assert.equal(text.split('__FLOW_SANDBOX_FAULT__').length, 2);
});

test('its first line says what it is, and its size stays small', () => {
  assert.match(text.split('\n')[0], /SANDBOX STAND-IN/);
  assert.ok(Buffer.byteLength(text) <= 52 * 1024, `${Buffer.byteLength(text)} bytes`);
});

test('as a script it defines the one global', () => {
  const context = vm.createContext({});
  const before = Object.keys(context);
  vm.runInContext(served(), context);
  assert.deepEqual(Object.keys(context), [...before, 'FlowWidget']);
  assert.equal(typeof context.FlowWidget.startSession, 'function');
});

test('as a CommonJS module it is what is exported', () => {
  const module = { exports: {} };
  const context = vm.createContext({ module, exports: module.exports });
  vm.runInContext(served(), context);
  assert.equal(typeof module.exports.startSession, 'function');
  assert.equal(context.FlowWidget, undefined);
});

test('as an AMD module it is what is defined', () => {
  let defined;
  const define = (dependencies, factory) => {
    assert.equal(dependencies.length, 0);
    defined = factory();
  };
  define.amd = {};
  const context = vm.createContext({ define });
  vm.runInContext(served(), context);
  assert.equal(typeof defined.startSession, 'function');
  assert.equal(context.FlowWidget, undefined);
});

test('it can be evaluated as a module, where `this` is undefined', async () => {
  assert.doesNotMatch(text, /import\.meta|currentScript/);
  await import(`data:text/javascript;base64,${Buffer.from(served()).toString('base64')}`);
  assert.equal(typeof globalThis.FlowWidget.startSession, 'function');
  delete globalThis.FlowWidget;
});

test('faults of evaluation', () => {
  const absent = vm.createContext({});
  vm.runInContext(served('global-missing'), absent);
  assert.equal('FlowWidget' in absent, false);
  const thrown = vm.createContext({});
  assert.throws(() => vm.runInContext(served('script-throws'), thrown), /script-throws was asked for/);
  assert.equal('FlowWidget' in thrown, false);
});

test('unreplaced texts and unknown names ask for no fault', () => {
  for (const script of [text, served('no-such-fault')]) {
    const context = vm.createContext({});
    vm.runInContext(script, context);
    assert.equal(typeof context.FlowWidget.startSession, 'function');
  }
});
