/** TensorFlow's core on its plain backend, under the name that danfojs-node requires. */
require('@tensorflow/tfjs-backend-cpu');
module.exports = require('@tensorflow/tfjs-core');
