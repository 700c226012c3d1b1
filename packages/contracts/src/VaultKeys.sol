// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IGPUVault} from "./IGPUVault.sol";

/// @dev Who signed, and what session keys may spend. Keys belong to (customer, key): no customer can touch another's.
abstract contract VaultKeys is IGPUVault, EIP712 {
    struct Key {
        uint128 spendLimit;
        uint128 spent;
        uint40 expiresAt;
    }

    bytes32 private constant GRANT_TYPE =
        keccak256("SessionGrant(address customer,address key,uint128 spendLimit,uint40 expiresAt,uint256 nonce)");

    /// @inheritdoc IGPUVault
    mapping(address customer => mapping(address key => Key)) public sessionKey;

    /// @inheritdoc IGPUVault
    mapping(address customer => uint256) public grantNonce;

    constructor() EIP712("GPUVault", "1") {}

    /// @inheritdoc IGPUVault
    function grantSessionKey(address key, uint128 spendLimit, uint40 expiresAt) external {
        _grant(msg.sender, key, spendLimit, expiresAt);
    }

    /// @inheritdoc IGPUVault
    function grantSessionKeyFor(SessionGrant calldata grant, bytes calldata signature) external {
        uint256 expected = grantNonce[grant.customer];
        if (grant.nonce != expected) revert BadNonce(grant.nonce, expected);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(GRANT_TYPE, grant)));
        if (grant.customer == address(0) || _signerOf(grant.customer, digest, signature) != grant.customer) {
            revert InvalidSignature();
        }
        _grant(grant.customer, grant.key, grant.spendLimit, grant.expiresAt);
    }

    /// @inheritdoc IGPUVault
    function revokeSessionKey(address key) external {
        Key storage record = sessionKey[msg.sender][key];
        record.spendLimit = 0;
        record.expiresAt = 0;
        ++grantNonce[msg.sender];
        emit SessionKeyRevoked(msg.sender, key);
    }

    /// @dev The customer if the signature is his own; otherwise whoever made it, or zero if nobody can be told. The
    /// customer comes first, so that a wallet contract's word counts even where its owner is a session key too.
    function _signerOf(address customer, bytes32 digest, bytes calldata signature) internal view returns (address) {
        (address recovered,,) = ECDSA.tryRecover(digest, signature);
        if (recovered == customer || customer.code.length == 0) return recovered;
        return SignatureChecker.isValidERC1271SignatureNow(customer, digest, signature) ? customer : recovered;
    }

    /// @dev Counts `amount` against a live key's limit. A key never granted, or revoked, has no expiry.
    function _spend(address customer, address key, uint256 amount) internal {
        Key storage record = sessionKey[customer][key];
        uint40 expiresAt = record.expiresAt;
        if (expiresAt == 0) revert InvalidSignature();
        if (block.timestamp > expiresAt) revert SessionKeyExpired(expiresAt);
        (uint256 limit, uint256 spent) = (record.spendLimit, record.spent);
        uint256 left = limit > spent ? limit - spent : 0;
        if (amount > left) revert SpendLimitExceeded(left, amount);
        unchecked {
            record.spent = uint128(spent + amount); // at most the limit
        }
    }

    /// @dev Gives `amount` of what the key has out back to its limit.
    function _unspend(address customer, address key, uint256 amount) internal {
        unchecked {
            sessionKey[customer][key].spent -= uint128(amount); // a part of what `_spend` added
        }
    }

    function _grant(address customer, address key, uint128 spendLimit, uint40 expiresAt) private {
        if (key == address(0)) revert ZeroAddress();
        if (block.timestamp > expiresAt) revert SessionKeyExpired(expiresAt);
        Key storage record = sessionKey[customer][key];
        record.spendLimit = spendLimit;
        record.expiresAt = expiresAt;
        ++grantNonce[customer];
        emit SessionKeyGranted(customer, key, spendLimit, expiresAt);
    }
}
