// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../src/IGPUVault.sol";
import {OfCoin, OfToken} from "./support/VaultKind.sol";
import {VaultTest} from "./support/VaultTest.sol";

/// @dev Granting, granting again, revoking; by the customer's own call and by his signature.
abstract contract GrantsTest is VaultTest {
    function setUp() public override {
        super.setUp();
        _deposit(customer, 100 * HOLD);
    }

    function _signedGrant(IGPUVault.SessionGrant memory grant, uint256 key) private {
        bytes memory signature = _sign(key, _grantHash(grant));
        vm.prank(stranger);
        vault.grantSessionKeyFor(grant, signature);
    }

    function _sessionGrant(uint128 limit) private view returns (IGPUVault.SessionGrant memory) {
        uint256 nonce = vault.grantNonce(customer);
        return IGPUVault.SessionGrant(customer, session, limit, uint40(block.timestamp + 1 days), nonce);
    }

    function test_grantingAgainReplacesLimitAndExpiryNeverWhatWasSpent() public {
        _grant(uint128(HOLD));
        _open(_order(1), SESSION_KEY);
        vm.prank(customer);
        vault.grantSessionKey(session, uint128(2 * HOLD - 1), uint40(START + 5));
        _expectKey(2 * HOLD - 1, HOLD, START + 5);
        _refuse(IGPUVault.SpendLimitExceeded.selector, HOLD - 1, HOLD);
        _open(_order(2), SESSION_KEY);
    }

    function test_aLimitLoweredBelowWhatIsSpentLeavesNothing() public {
        _grant(uint128(2 * HOLD));
        _open(_order(1), SESSION_KEY);
        _grant(1);
        _refuse(IGPUVault.SpendLimitExceeded.selector, 0, HOLD);
        _open(_order(2), SESSION_KEY);
    }

    function test_laterRefundsDoNotReviveARevokedKey() public {
        _grant(uint128(HOLD));
        _open(_order(1), SESSION_KEY);
        vm.prank(customer);
        vault.revokeSessionKey(session);
        _settle(1, 0, true);
        _expectKey(0, 0, 0);
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(_order(2), SESSION_KEY);
    }

    function test_whatIsSpentOutlivesARevocation() public {
        _grant(uint128(HOLD));
        _open(_order(1), SESSION_KEY);
        _pass(TERM);
        _settle(1, TERM, true);
        vm.prank(customer);
        vault.revokeSessionKey(session);
        _grant(uint128(HOLD));
        _refuse(IGPUVault.SpendLimitExceeded.selector, 0, HOLD);
        _open(_order(2), SESSION_KEY);
    }

    function test_aSignedGrantMayBeRelayedByAnybody() public {
        IGPUVault.SessionGrant memory grant = _sessionGrant(uint128(HOLD));
        vm.expectEmit(address(vault));
        emit IGPUVault.SessionKeyGranted(customer, session, uint128(HOLD), uint40(START + 1 days));
        _signedGrant(grant, CUSTOMER_KEY);
        vm.assertEq(vault.grantNonce(customer), 1);
        _open(_order(1), SESSION_KEY);
    }

    function test_aSignedGrantWorksOnce() public {
        IGPUVault.SessionGrant memory grant = _sessionGrant(uint128(HOLD));
        _signedGrant(grant, CUSTOMER_KEY);
        _refuse(IGPUVault.BadNonce.selector, 0, 1);
        _signedGrant(grant, CUSTOMER_KEY);
    }

    function test_everyGrantAndRevocationKillsSignedGrantsNotYetRelayed() public {
        IGPUVault.SessionGrant memory grant = _sessionGrant(uint128(HOLD));
        vm.prank(customer);
        vault.revokeSessionKey(stranger);
        _refuse(IGPUVault.BadNonce.selector, 0, 1);
        _signedGrant(grant, CUSTOMER_KEY);
        grant = _sessionGrant(uint128(HOLD));
        vm.prank(customer);
        vault.grantSessionKey(stranger, 1, uint40(START));
        _refuse(IGPUVault.BadNonce.selector, 1, 2);
        _signedGrant(grant, CUSTOMER_KEY);
    }

    function test_aGrantMustBeTheCustomersOwn() public {
        _grant(type(uint128).max);
        IGPUVault.SessionGrant memory grant = _sessionGrant(type(uint128).max);
        _refuse(IGPUVault.InvalidSignature.selector);
        _signedGrant(grant, STRANGER_KEY);
        _refuse(IGPUVault.InvalidSignature.selector);
        _signedGrant(grant, SESSION_KEY);
    }

    function test_nobodyGrantsForTheZeroAddress() public {
        IGPUVault.SessionGrant memory grant = _sessionGrant(1);
        (grant.customer, grant.nonce) = (address(0), 0);
        _refuse(IGPUVault.InvalidSignature.selector);
        vault.grantSessionKeyFor(grant, new bytes(65));
        _refuse(IGPUVault.InvalidSignature.selector);
        vault.grantSessionKeyFor(grant, "");
    }

    function test_aGrantToNobodyOrAlreadyExpiredIsRefused() public {
        vm.startPrank(customer);
        _refuse(IGPUVault.ZeroAddress.selector);
        vault.grantSessionKey(address(0), 1, uint40(START + 1));
        _refuse(IGPUVault.SessionKeyExpired.selector, START - 1);
        vault.grantSessionKey(session, 1, uint40(START - 1));
        vault.grantSessionKey(session, 1, uint40(START));
        vm.stopPrank();
        IGPUVault.SessionGrant memory grant = _sessionGrant(1);
        grant.key = address(0);
        _refuse(IGPUVault.ZeroAddress.selector);
        _signedGrant(grant, CUSTOMER_KEY);
        (grant.key, grant.expiresAt) = (session, uint40(START - 1));
        _refuse(IGPUVault.SessionKeyExpired.selector, START - 1);
        _signedGrant(grant, CUSTOMER_KEY);
    }

    function test_aGrantWithLimitZeroIsTheGaslessRevocation() public {
        _grant(uint128(HOLD));
        _signedGrant(_sessionGrant(0), CUSTOMER_KEY);
        _refuse(IGPUVault.SpendLimitExceeded.selector, 0, HOLD);
        _open(_order(1), SESSION_KEY);
    }

    function test_aCallersOwnGrantMayHaveLimitZeroToo() public {
        _grant(uint128(HOLD));
        _grant(0);
        _expectKey(0, 0, START + 30 days);
        _refuse(IGPUVault.SpendLimitExceeded.selector, 0, HOLD);
        _open(_order(1), SESSION_KEY);
    }
}

contract TokenGrantsTest is GrantsTest, OfToken {}

contract NativeGrantsTest is GrantsTest, OfCoin {}
