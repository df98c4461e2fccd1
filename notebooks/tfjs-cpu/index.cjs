/** TensorFlow's core on its plain backend, under the name that danfojs-node requires. */
const core = require('@tensorflow/tfjs-core');
const { MathBackendCPU } = require('@tensorflow/tfjs-backend-cpu');

module.exports = Object.assign(Object.create(core), { MathBackendCPU });
