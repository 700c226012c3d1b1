// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @dev What a vault counts in. Tests that hold for any vault are written once and run for both kinds.
abstract contract VaultKind {
    function _isNative() internal view virtual returns (bool);
}

/// @dev A token.
abstract contract OfToken is VaultKind {
    function _isNative() internal pure override returns (bool) {
        return false;
    }
}

/// @dev The chain's own coin.
abstract contract OfCoin is VaultKind {
    function _isNative() internal pure override returns (bool) {
        return true;
    }
}
